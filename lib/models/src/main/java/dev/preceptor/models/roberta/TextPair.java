package dev.preceptor.models.roberta;

/** Two texts that are compared. */
public record TextPair(String a, String b) {}
