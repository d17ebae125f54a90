package dev.preceptor.vqa.grading;

/** A remote reward gave nothing that can be used; the message says why. */
final class RemoteException extends Exception {
  private static final long serialVersionUID = 1L;

  RemoteException(String why) {
    super(why);
  }

  RemoteException(String why, Throwable cause) {
    super(why, cause);
  }
}
