package dev.preceptor.vqa;

import java.nio.file.Path;
import java.util.List;

/** A PMC-VQA file, read. */
public final class PmcVqa {

  private final List<Question> accepted;
  private final List<Rejected> rejected;

  private PmcVqa(List<Question> accepted, List<Rejected> rejected) {
    this.accepted = List.copyOf(accepted);
    this.rejected = List.copyOf(rejected);
  }

  /** Reads every row, pictures by their header. */
  public static PmcVqa read(Path csv, Path images) {
    return read(csv, images, ReadOptions.DEFAULT);
  }

  /** Reads a file; rows that cannot be used are listed, never thrown. */
  public static PmcVqa read(Path csv, Path images, ReadOptions options) {
    return new PmcVqa(List.of(), List.of());
  }

  /** The usable questions, in the file's order. */
  public List<Question> accepted() {
    return accepted;
  }

  /** The rows left out, in the file's order. */
  public List<Rejected> rejected() {
    return rejected;
  }
}
