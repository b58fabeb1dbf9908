"""The network of gkml as transformers knows networks: importing this registers it for the ``Auto`` classes."""

from transformers import AutoConfig, AutoModelForTokenClassification

from gkml.integrations.huggingface.configuration import TableConfig
from gkml.integrations.huggingface.modeling import TableForTokenClassification, TableOutput

__all__ = ["TableConfig", "TableForTokenClassification", "TableOutput"]

AutoConfig.register(TableConfig.model_type, TableConfig, exist_ok=True)
AutoModelForTokenClassification.register(TableConfig, TableForTokenClassification, exist_ok=True)
