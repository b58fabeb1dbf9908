"""The network of gkml as transformers knows networks: importing this registers it for the ``Auto`` classes.

import gkml.integrations.huggingface
from transformers import AutoModelForTokenClassification, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/gkml-base")
network = AutoModelForTokenClassification.from_pretrained("models/gkml-base")
"""

from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer

from gkml.integrations.huggingface.configuration import TableConfig
from gkml.integrations.huggingface.modeling import TableForTokenClassification, TableOutput
from gkml.integrations.huggingface.tokenization import TableTokenizer

__all__ = ["TableConfig", "TableForTokenClassification", "TableOutput", "TableTokenizer"]

AutoConfig.register(TableConfig.model_type, TableConfig, exist_ok=True)
AutoModelForTokenClassification.register(TableConfig, TableForTokenClassification, exist_ok=True)
AutoTokenizer.register(TableConfig, slow_tokenizer_class=TableTokenizer, exist_ok=True)  # type: ignore[no-untyped-call]
