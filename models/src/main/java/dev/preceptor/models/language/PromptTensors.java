package dev.preceptor.models.language;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * One prompt as tensors on the model's device.
 *
 * @param ids [prompt] int64
 * @param positions [3, prompt] int64
 * @param pixelValues [patches, values] float32; empty without a picture
 * @param grid [3] int64
 * @param imageAt [merged patches] int64: the ids that the picture replaces; empty without one
 */
record PromptTensors(
    PtNDArray ids, PtNDArray positions, PtNDArray pixelValues, PtNDArray grid, PtNDArray imageAt) {

  static PromptTensors of(PtNDManager manager, Architecture architecture, Prompt prompt) {
    int merge = architecture.spatialMergeSize();
    int length = prompt.ids().length;
    long[] ids = Arrays.stream(prompt.ids()).asLongStream().toArray();
    long[] positions =
        Arrays.stream(architecture.positions(prompt, 0)).flatMapToLong(Arrays::stream).toArray();
    ImageGrid grid = grid(prompt);
    int patches = grid.t() * grid.h() * grid.w();
    float[] pixels = prompt.image().map(Patches::values).orElse(new float[0]);
    long[] at =
        LongStream.range(0, patches / (merge * merge)).map(i -> prompt.imageStart() + i).toArray();
    return new PromptTensors(
        (PtNDArray) manager.create(ids),
        (PtNDArray) manager.create(positions, new Shape(3, length)),
        patches == 0
            ? manager.create(new Shape(0), DataType.FLOAT32)
            : (PtNDArray) manager.create(pixels, new Shape(patches, pixels.length / patches)),
        (PtNDArray) manager.create(new long[] {grid.t(), grid.h(), grid.w()}),
        patches == 0
            ? manager.create(new Shape(0), DataType.INT64)
            : (PtNDArray) manager.create(at));
  }

  /** The grid of a prompt's picture; without one, of no patches. */
  static ImageGrid grid(Prompt prompt) {
    return prompt.image().map(Patches::grid).orElse(new ImageGrid(0, 0, 0));
  }
}
