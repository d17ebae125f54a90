/**
 * RoBERTa with one label: the similarity of two texts, as in cross-encoder/stsb-roberta-base. Its
 * mathematics is in {@code roberta.ts.py}, with the names of transformers' {@code
 * modeling_roberta.py}.
 */
package dev.preceptor.models.roberta;
