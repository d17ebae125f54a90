package dev.preceptor.recipe;

/**
 * What only supervised fine-tuning needs.
 *
 * @param responseColumn {@code response_column}: the column whose text is learnt
 * @param numTrainEpochs {@code num_train_epochs}: how often the data is gone through where max_steps
 *     is 0
 * @param perDeviceTrainBatchSize {@code per_device_train_batch_size}: answers in one forward pass
 */
public record SupervisedKeys(
    String responseColumn, double numTrainEpochs, int perDeviceTrainBatchSize) {}
