package dev.preceptor.models.language;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A batch without padding, in the layout of {@code causal_lm.ts.py}: all prompts one after another,
 * then their completions by length. The arrays that describe the layout are on the CPU, the others
 * on the model's device.
 *
 * @param ids [tokens] int64; without each completion's last token, which predicts nothing
 * @param positions [3, tokens] int64
 * @param pixelValues [patches of all images, values] float32; empty without images
 * @param grids [images, 3] int64
 * @param imageAt [merged patches] int64: positions of the tokens that image embeddings replace
 * @param lengths [prompts, 1] int64
 * @param spans [spans, 3] int64: prompt, number of completions, tokens in each; a span is a run of
 *     completions of one prompt with the same length
 * @param rows [completion tokens] int64: index of the kept hidden state that predicts each scored
 *     token
 * @param targets [completion tokens] int64: the scored tokens
 * @param sequences the packed sequences
 */
public record PackedTokens(
    NDArray ids,
    NDArray positions,
    NDArray pixelValues,
    NDArray grids,
    NDArray imageAt,
    NDArray lengths,
    NDArray spans,
    NDArray rows,
    NDArray targets,
    List<Sequences> sequences) {

  /** Packs prompts with their completions. */
  public static PackedTokens of(
      PtNDManager manager, Architecture architecture, List<Sequences> sequences) {
    PtNDManager cpu = manager.newSubManager(Device.cpu());
    Layout layout = new Layout(architecture, sequences);
    return new PackedTokens(
        manager.create(layout.ids),
        manager.create(layout.positions, new Shape(3, layout.ids.length)),
        pixelValues(manager, sequences),
        table(cpu, layout.grids, 3),
        vector(manager, layout.imageAt),
        table(cpu, layout.lengths, 1),
        table(cpu, layout.spans, 3),
        vector(manager, layout.rows),
        vector(manager, layout.targets),
        List.copyOf(sequences));
  }

  /** The arrays that describe the prompts, in the order of the script's arguments. */
  List<NDArray> prompts() {
    return List.of(ids, positions, pixelValues, grids, imageAt, lengths);
  }

  /** All arrays, in the order of the script's arguments. */
  public List<NDArray> all() {
    return List.of(ids, positions, pixelValues, grids, imageAt, lengths, spans, rows, targets);
  }

  /**
   * Concatenates values of the sequences' completions in the packed order; the inverse of {@link
   * #unpack}.
   */
  public float[] pack(List<List<float[]>> values) {
    float[] out = new float[Math.toIntExact(targets.size())];
    int at = 0;
    for (int s = 0; s < sequences.size(); s++) {
      for (int i : sequences.get(s).order()) {
        float[] row = values.get(s).get(i);
        System.arraycopy(row, 0, out, at, row.length);
        at += row.length;
      }
    }
    return out;
  }

  /** Splits values in the packed order by sequence and completion. */
  public List<List<float[]>> unpack(float[] packed) {
    List<List<float[]>> out = new ArrayList<>();
    int at = 0;
    for (Sequences each : sequences) {
      float[][] rows = new float[each.completions().size()][];
      for (int i : each.order()) {
        int to = at + each.completions().get(i).length - each.from(i);
        rows[i] = Arrays.copyOfRange(packed, at, to);
        at = to;
      }
      out.add(Arrays.asList(rows));
    }
    return out;
  }

  /** Builds the integer arrays of a batch. */
  private static final class Layout {

    private final long[] ids;
    private final long[] positions;
    private final List<Long> grids = new ArrayList<>();
    private final List<Long> imageAt = new ArrayList<>();
    private final List<Long> lengths = new ArrayList<>();
    private final List<Long> spans = new ArrayList<>();
    private final List<Long> rows = new ArrayList<>();
    private final List<Long> targets = new ArrayList<>();
    private int at;

    Layout(Architecture architecture, List<Sequences> sequences) {
      int tokens = sequences.stream().mapToInt(Sequences::tokens).sum();
      ids = new long[tokens];
      positions = new long[Math.multiplyExact(3, tokens)];
      sequences.forEach(each -> prompt(architecture, each.prompt()));
      int afterPrompts = at;
      for (int s = 0; s < sequences.size(); s++) {
        completions(architecture, sequences, s, sequences.size() - afterPrompts);
      }
    }

    private void prompt(Architecture architecture, TokenizedPrompt prompt) {
      for (PlacedImage image : prompt.images()) {
        ImageGrid grid = image.patches().grid();
        long first = at + (long) image.start();
        LongStream.range(0, architecture.imageTokens(grid)).forEach(i -> imageAt.add(first + i));
        grids.addAll(List.of((long) grid.t(), (long) grid.h(), (long) grid.w()));
      }
      lengths.add((long) prompt.ids().length);
      put(prompt.ids(), architecture.positions(prompt, 0), 0, prompt.ids().length);
    }

    /** {@code shift} is added to a token's index to get its index among the kept tokens. */
    private void completions(
        Architecture architecture, List<Sequences> all, int sequence, int shift) {
      Sequences each = all.get(sequence);
      int longest = each.completions().stream().mapToInt(c -> c.length).max().orElse(1);
      long[][] axes = architecture.positions(each.prompt(), longest - 1);
      int[] computedAs = each.computedAs();
      int[] starts = new int[computedAs.length];
      int run = 0;
      int runTokens = 0;
      for (int i : each.order()) {
        int[] completion = each.completions().get(i);
        int inputs = completion.length - 1;
        if (computedAs[i] == i) {
          if (inputs != runTokens) {
            span(sequence, run, runTokens);
            run = 0;
            runTokens = inputs;
          }
          run++;
          starts[i] = at;
          put(completion, axes, each.prompt().ids().length, inputs);
        }
        int start = starts[computedAs[i]];
        for (int t = each.from(i); t <= inputs; t++) {
          rows.add(t == 0 ? sequence : (long) start + t - 1 + shift);
          targets.add((long) completion[t]);
        }
      }
      span(sequence, run, runTokens);
    }

    private void span(int sequence, int run, int tokens) {
      if (run > 0 && tokens > 0) {
        spans.addAll(List.of((long) sequence, (long) run, (long) tokens));
      }
    }

    private void put(int[] tokens, long[][] axes, int from, int count) {
      for (int i = 0; i < count; i++) {
        ids[at + i] = tokens[i];
      }
      for (int axis = 0; axis < 3; axis++) {
        System.arraycopy(axes[axis], from, positions, axis * ids.length + at, count);
      }
      at += count;
    }
  }

  private static NDArray pixelValues(PtNDManager manager, List<Sequences> sequences) {
    List<Patches> images =
        sequences.stream()
            .flatMap(each -> each.prompt().images().stream())
            .map(PlacedImage::patches)
            .toList();
    if (images.isEmpty()) {
      return manager.create(new Shape(0), DataType.FLOAT32);
    }
    int patches = images.stream().map(Patches::grid).mapToInt(ImageGrid::patches).sum();
    int width = images.get(0).values().length / images.get(0).grid().patches();
    ByteBuffer values =
        ByteBuffer.allocateDirect(Math.multiplyExact(4 * width, patches))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = values.asFloatBuffer();
    images.forEach(image -> floats.put(image.values()));
    return manager.create(values, new Shape(patches, width), DataType.FLOAT32);
  }

  private static NDArray vector(PtNDManager manager, List<Long> values) {
    return values.isEmpty()
        ? manager.create(new Shape(0), DataType.INT64)
        : manager.create(values.stream().mapToLong(Long::longValue).toArray());
  }

  private static NDArray table(PtNDManager manager, List<Long> values, int columns) {
    Shape shape = new Shape(values.size() / columns, columns);
    return values.isEmpty()
        ? manager.create(shape, DataType.INT64)
        : manager.create(values.stream().mapToLong(Long::longValue).toArray(), shape);
  }
}
