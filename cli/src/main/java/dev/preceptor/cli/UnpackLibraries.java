package dev.preceptor.cli;

import dev.preceptor.models.torch.Torch;

/**
 * What the {@code preceptor} script runs after a build: loads PyTorch once, which unpacks its
 * libraries from their jar into DJL's cache. Otherwise the first run's services would all do that
 * at the same time.
 */
public final class UnpackLibraries {

  private UnpackLibraries() {}

  public static void main(String[] args) {
    Torch.threads(1);
  }
}
