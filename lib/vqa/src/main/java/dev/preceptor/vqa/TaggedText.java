package dev.preceptor.vqa;

/** What stands between an XML-like tag and its end. */
public final class TaggedText {

  private TaggedText() {}

  /**
   * The contents of all such tags, joined by spaces and stripped; the whole text if there is
   * nothing in any. Takes linear time.
   */
  public static String orAll(String text, String tag) {
    String open = "<" + tag + ">";
    String close = "</" + tag + ">";
    StringBuilder contents = new StringBuilder();
    int from = text.indexOf(open);
    while (from >= 0) {
      int start = from + open.length();
      int end = text.indexOf(close, start);
      if (end < 0) {
        break;
      }
      contents.append(text, start, end).append(' ');
      from = text.indexOf(open, end + close.length());
    }
    String found = contents.toString().strip();
    return found.isEmpty() ? text : found;
  }
}
