package dev.preceptor.cli;

import dev.preceptor.models.text.Tokenizers;
import dev.preceptor.models.torch.Torch;
import java.util.Locale;

/**
 * Run by the {@code preceptor} script after a build, and where images are made: loads PyTorch and
 * the tokenizers once, which unpacks their libraries from the jars into DJL's cache. Otherwise all
 * services of the first run would unpack them at the same time, and in an image they could not.
 */
public final class UnpackLibraries {

  private UnpackLibraries() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Torch.threads(1);
    Tokenizers.loadLibrary();
  }
}
