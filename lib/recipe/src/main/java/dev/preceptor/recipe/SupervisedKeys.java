package dev.preceptor.recipe;

/**
 * What only supervised fine-tuning needs.
 *
 * @param responseColumn {@code response_column}: the column whose text is learnt
 * @param shuffleDataset {@code shuffle_dataset}: whether each epoch has an order of its own, rather
 *     than the file's
 * @param numTrainEpochs {@code num_train_epochs}: passes over the data where max_steps is 0
 * @param perDeviceTrainBatchSize {@code per_device_train_batch_size}: answers in one forward pass
 */
public record SupervisedKeys(
    String responseColumn,
    boolean shuffleDataset,
    double numTrainEpochs,
    int perDeviceTrainBatchSize) {
  private static final int MAX_BATCH = 4096;

  public SupervisedKeys {
    RecipeKey.NUM_TRAIN_EPOCHS.requirePositive(numTrainEpochs);
    RecipeKey.PER_DEVICE_TRAIN_BATCH_SIZE.requireWithin(perDeviceTrainBatchSize, 1, MAX_BATCH);
  }
}
