"""A statutory form that the code has never heard of."""

from __future__ import annotations

__all__ = ["FORM"]

FORM = """\
form: "2026"
title: 政府信息公开工作年度报告格式（试行）
source: 本测试
years: {first: 2026}
sections:
  1: [总体情况]
  2: [主动公开政府信息情况]
  5: [数据开放情况]
year_rules:
  kept_online:
    left: [{year: first, cells: disclosure.*.online}]
    right:
      - {year: second, cells: disclosure.*.online}
      - {year: second, cells: disclosure.*.issued, sign: -1}
tables:
  disclosure:
    title: 主动公开政府信息情况
    section: 2
    items:
      "1": [第二十条第（一）项]
    columns:
      issued: {labels: [本年制发件数]}
      revised: {labels: [本年修订件数]}
      online: {labels: [全文上网件数]}
    groups:
      texts: {labels: [各类文本]}
    rows:
      rules: {item: "1", group: texts, labels: [规章]}
      plans: {labels: [发展规划]}
      data_sets: {labels: [开放数据集]}
      all: {columns: [issued, revised, online], labels: [各类文件合计数]}
    identities:
      - kind: outcome_sum
        along: rows
        left: [rules, plans, data_sets]
        right: [all]
    statements:
      rules.issued:
        check: texts
        readings:
          各类文件·本年制发减规章: [all.issued, -rules.issued]
          规章·本年制发: [rules.issued]
  open_data:
    title: 数据开放情况
    section: 5
    columns:
      companies: {labels: [企业用户]}
      persons: {labels: [个人用户]}
      volume: {labels: [用户总量], unit: money}
    groups:
      uses: {labels: [数据使用]}
    rows:
      uses.downloads: {group: uses, labels: [数据集下载次数]}
      uses.calls: {group: uses, labels: [接口调用次数]}
    identities:
      - kind: row_sum
        along: columns
        left: [companies, persons]
        right: [volume]
    stated_column: volume
"""
