package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which questions are asked. Either the three paths are given, or a phantom data set is to be drawn.
 *
 * @param trainCsv {@code train_csv}
 * @param testCsv {@code test_csv}
 * @param images {@code images}: folder in which the files' pictures lie
 * @param phantom {@code phantom}: what to draw where no train_csv is given
 * @param promptTemplate {@code prompt_template}
 */
public record DataKeys(
    Optional<Path> trainCsv,
    Optional<Path> testCsv,
    Optional<Path> images,
    Optional<PhantomKeys> phantom,
    PromptStyle promptTemplate) {}
