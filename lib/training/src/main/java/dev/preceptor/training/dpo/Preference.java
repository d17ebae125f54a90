package dev.preceptor.training.dpo;

import dev.preceptor.models.image.Image;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A better and a worse answer to a prompt.
 *
 * @param row its row or place in its file, counted from 1
 * @param prompt the question, without a chat template
 * @param image reads the image, resized; throws InputException if it cannot be used
 * @param chosen the better answer, without the turn's end
 * @param rejected the worse one
 */
record Preference(
    long row, String prompt, Supplier<Optional<Image>> image, String chosen, String rejected) {}
