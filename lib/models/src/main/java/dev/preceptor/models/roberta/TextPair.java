package dev.preceptor.models.roberta;

/** Two texts to compare. */
public record TextPair(String a, String b) {}
