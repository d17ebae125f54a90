/**
 * LoRA adapters as PEFT writes them: which modules of a base model they adapt, and with what
 * matrices. Knows checkpoints; must not know how a model computes or trains.
 */
package dev.preceptor.models.adapter;
