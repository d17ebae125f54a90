package dev.preceptor.cli;

import dev.preceptor.models.torch.Torch;
import java.util.Locale;

/**
 * Run by the {@code preceptor} script after a build: loads PyTorch once, which unpacks its
 * libraries from their jar into DJL's cache. Otherwise all services of the first run would unpack
 * them at the same time.
 */
public final class UnpackLibraries {

  private UnpackLibraries() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    Torch.threads(1);
  }
}
