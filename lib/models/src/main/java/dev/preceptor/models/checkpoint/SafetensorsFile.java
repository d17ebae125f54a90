package dev.preceptor.models.checkpoint;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/**
 * A file in the safetensors format. Tensors are mapped one by one, so the file may be larger than 2
 * GiB. Tensors stay valid after {@link #close}.
 */
public final class SafetensorsFile implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and checks its header against its size.
   *
   * @throws InputException if it is missing, truncated or damaged
   */
  public static SafetensorsFile open(Path file) {
    FileChannel channel = null;
    try {
      if (!Files.isRegularFile(file)) {
        throw new NoSuchFileException(file.toString());
      }
      channel = FileChannel.open(file, StandardOpenOption.READ);
      return new SafetensorsFile(file, channel, SafetensorsHeader.read(channel, file));
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": no such file; fetch it again", e);
    } catch (IOException e) {
      close(channel);
      throw InputException.cannotBe("read", file, e);
    } catch (RuntimeException | Error e) {
      close(channel);
      throw e;
    }
  }

  /** The entries of {@code __metadata__}. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The names of its tensors, sorted. */
  public Set<String> tensorNames() {
    return header.slices().keySet();
  }

  /**
   * One tensor, mapped from the file.
   *
   * @throws InputException if there is no such tensor, or it is larger than 2 GiB
   */
  public HostTensor tensor(String name) {
    SafetensorsHeader.Slice slice = slice(name);
    if (slice.bytes() > Integer.MAX_VALUE) {
      throw new InputException(
          "%s: tensor %s has %d bytes; a tensor may have at most 2147483647; use bfloat16"
              .formatted(file, name, slice.bytes()));
    }
    try {
      return new HostTensor(slice.dtype(), slice.shape(), map(slice));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ", tensor " + name + ": cannot be mapped", e);
    }
  }

  /**
   * The position of a tensor in the file.
   *
   * @throws InputException if there is no such tensor
   */
  FileRegion region(String name) {
    return new FileRegion(file, slice(name).offset());
  }

  private SafetensorsHeader.Slice slice(String name) {
    SafetensorsHeader.Slice slice = header.slices().get(name);
    if (slice == null) {
      throw new InputException(
          "%s: no tensor %s; the weights are of another architecture".formatted(file, name));
    }
    return slice;
  }

  /**
   * Maps a tensor. One that is not aligned to its element size is copied, because kernels may
   * require alignment.
   */
  private ByteBuffer map(SafetensorsHeader.Slice slice) throws IOException {
    int bytes = (int) slice.bytes();
    if (bytes == 0) {
      return ByteBuffer.allocateDirect(0);
    }
    ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, slice.offset(), bytes);
    boolean aligned = slice.offset() % slice.dtype().bytes() == 0;
    return aligned ? mapped : ByteBuffer.allocateDirect(bytes).put(mapped).flip();
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
