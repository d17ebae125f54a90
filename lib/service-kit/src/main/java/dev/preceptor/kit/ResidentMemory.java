package dev.preceptor.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Memory of this process in RAM, of which Java's heap is only a part. */
final class ResidentMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmRSS:";
  private static final double BYTES_PER_KIB = 1024;

  private ResidentMemory() {}

  /** Bytes; NaN where the system does not tell. */
  static double bytes() {
    try {
      return bytes(Files.readAllLines(STATUS));
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** The same from Linux' {@code status} file. */
  static double bytes(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(FIELD))
        .mapToDouble(
            line -> Double.parseDouble(line.substring(FIELD.length()).strip().split(" ")[0]))
        .map(kib -> kib * BYTES_PER_KIB)
        .findFirst()
        .orElse(Double.NaN);
  }
}
