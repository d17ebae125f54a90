package dev.preceptor.models.language;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Several prompts, each with its answer, as one batch of tensors on the model's device. A row is a
 * prompt and all of its answer but the last token, right-padded to the longest.
 *
 * @param ids [rows * tokens] int64
 * @param positions [3, rows * tokens] int64
 * @param pixelValues [rows * patches, values] float32; empty without pictures
 * @param grid [3] int64: the pictures' common grid, its frames counted over all rows
 * @param imageAt [rows * merged patches] int64: the ids that pictures replace; empty without them
 * @param rows [] int64
 * @param start [] int64: the first place in a row that comes before an answer's token
 * @param predicting [answers' tokens] int64: all of these places, in [rows * (tokens - start)]
 * @param answers [answers' tokens] int64
 */
record AnswerTensors(
    PtNDArray ids,
    PtNDArray positions,
    PtNDArray pixelValues,
    PtNDArray grid,
    PtNDArray imageAt,
    PtNDArray rows,
    PtNDArray start,
    PtNDArray predicting,
    PtNDArray answers) {

  /**
   * A batch.
   *
   * @param prompts with pictures of one grid, or all without
   * @param completions one a prompt, none empty
   */
  static AnswerTensors of(
      PtNDManager manager,
      Architecture architecture,
      List<Prompt> prompts,
      List<int[]> completions) {
    int merge = architecture.spatialMergeSize();
    int rows = prompts.size();
    int tokens = 0;
    int first = Integer.MAX_VALUE;
    int answered = 0;
    for (int row = 0; row < rows; row++) {
      int answer = completions.get(row).length;
      int prompt = prompts.get(row).ids().length;
      tokens = Math.max(tokens, prompt + answer - 1);
      first = Math.min(first, prompt - 1);
      answered += answer;
    }
    long[] ids = new long[rows * tokens];
    long[] positions = new long[3 * rows * tokens];
    long[] predicting = new long[answered];
    long[] answers = new long[answered];
    int at = 0;
    for (int row = 0; row < rows; row++) {
      int[] prompt = prompts.get(row).ids();
      int[] answer = completions.get(row);
      int start = row * tokens;
      for (int i = 0; i < prompt.length + answer.length - 1; i++) {
        ids[start + i] = i < prompt.length ? prompt[i] : answer[i - prompt.length];
      }
      for (int i = 0; i < answer.length; i++, at++) {
        predicting[at] = (long) row * (tokens - first) + prompt.length - 1 + i - first;
        answers[at] = answer[i];
      }
      long[][] axes = architecture.positions(prompts.get(row), answer.length - 1);
      for (int axis = 0; axis < 3; axis++) {
        int from = (axis * rows + row) * tokens;
        System.arraycopy(axes[axis], 0, positions, from, axes[axis].length);
      }
    }
    ImageGrid grid = PromptTensors.grid(prompts.get(0));
    return new AnswerTensors(
        (PtNDArray) manager.create(ids),
        (PtNDArray) manager.create(positions, new Shape(3, (long) rows * tokens)),
        pixelValues(manager, prompts, grid),
        (PtNDArray) manager.create(new long[] {(long) rows * grid.t(), grid.h(), grid.w()}),
        imageAt(manager, prompts, grid.patches() / (merge * merge), tokens),
        (PtNDArray) manager.create((long) rows),
        (PtNDArray) manager.create((long) first),
        (PtNDArray) manager.create(predicting),
        (PtNDArray) manager.create(answers));
  }

  private static PtNDArray pixelValues(PtNDManager manager, List<Prompt> prompts, ImageGrid grid) {
    if (grid.patches() == 0) {
      return manager.create(new Shape(0), DataType.FLOAT32);
    }
    int each = prompts.get(0).image().orElseThrow().values().length;
    ByteBuffer values =
        ByteBuffer.allocateDirect(Math.multiplyExact(prompts.size(), 4 * each))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = values.asFloatBuffer();
    for (Prompt prompt : prompts) {
      Patches image =
          prompt
              .image()
              .filter(patches -> patches.grid().equals(grid))
              .orElseThrow(() -> new IllegalArgumentException("pictures of several grids"));
      floats.put(image.values());
    }
    Shape shape = new Shape((long) prompts.size() * grid.patches(), each / grid.patches());
    return manager.create(values, shape, DataType.FLOAT32);
  }

  private static PtNDArray imageAt(
      PtNDManager manager, List<Prompt> prompts, int merged, int tokens) {
    if (merged == 0) {
      return manager.create(new Shape(0), DataType.INT64);
    }
    long[] at =
        LongStream.range(0, prompts.size())
            .flatMap(
                row ->
                    LongStream.range(0, merged)
                        .map(i -> row * tokens + prompts.get((int) row).imageStart() + i))
            .toArray();
    return (PtNDArray) manager.create(at);
  }
}
