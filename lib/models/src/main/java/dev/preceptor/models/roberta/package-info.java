/**
 * RoBERTa with one label: how alike two texts are, as cross-encoder/stsb-roberta-base scores it.
 * Its mathematics is {@code roberta.ts.py}, named as transformers' {@code modeling_roberta.py}
 * names it.
 */
package dev.preceptor.models.roberta;
