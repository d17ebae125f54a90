package dev.preceptor.study.samples;

import static org.apache.commons.text.StringEscapeUtils.escapeHtml4;

import dev.preceptor.study.compare.AnsweredQuestion;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.ThinkingSpan;
import java.util.Base64;
import java.util.List;

/** Writes samples as one HTML file that needs nothing else: images are inside, and no script. */
public final class SamplePage {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <title>Preceptor: samples</title>
      <style>
      :root { color-scheme: light dark; --line: #8886; --right: #0072b2; --wrong: #d55e00; }
      body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; padding: 1rem; }
      article { border-top: 1px solid var(--line); padding: 1.5rem 0;
        display: grid; gap: 1.5rem; grid-template-columns: minmax(12rem, 20rem) 1fr; }
      img { width: 100%; border-radius: 4px; }
      h2 { font-size: 1.1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
      ol { list-style: upper-alpha; margin: 0; padding-left: 1.6rem; }
      li.right { font-weight: 600; }
      .answers { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); }
      section { border: 1px solid var(--line); border-radius: 4px; padding: .75rem; min-width: 0; }
      h3 { font-size: .95rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
      .mark { font-weight: 600; }
      .mark.right { color: var(--right); }
      .mark.wrong { color: var(--wrong); }
      pre { font: inherit; margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
      @media (max-width: 40rem) { article { grid-template-columns: 1fr; } }
      </style>
      </head>
      <body>
      """;

  private SamplePage() {}

  /**
   * The page.
   *
   * @param policies their names
   * @param title what was chosen and how
   */
  public static String html(String title, List<String> policies, List<Sample> samples) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<h1>").append(escapeHtml4(title)).append("</h1>\n");
    samples.forEach(sample -> append(page, policies, sample));
    return page.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder page, List<String> policies, Sample sample) {
    Question question = sample.question();
    page.append("<article>\n<div>\n<img alt=\"Image of row ")
        .append(question.row())
        .append("\" src=\"data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(sample.png()))
        .append("\">\n</div>\n<div>\n<h2>Row ")
        .append(question.row())
        .append(": ")
        .append(escapeHtml4(question.question()))
        .append("</h2>\n<ol>\n");
    for (int i = 0; i < question.choices().size(); i++) {
      boolean right = i == question.answer() - 'A';
      page.append(right ? "<li class=\"right\">" : "<li>")
          .append(escapeHtml4(question.choices().get(i)))
          .append(right ? " (correct)</li>\n" : "</li>\n");
    }
    page.append("</ol>\n<div class=\"answers\">\n");
    for (int i = 0; i < policies.size(); i++) {
      append(page, policies.get(i), sample.answers().get(i));
    }
    page.append("</div>\n</div>\n</article>\n");
  }

  private static void append(StringBuilder page, String policy, AnsweredQuestion answer) {
    String mark = answer.correct() ? "right" : "wrong";
    ThinkingSpan thinking = ThinkingSpan.of(answer.response());
    page.append("<section>\n<h3>")
        .append(escapeHtml4(policy))
        .append(" <span class=\"mark ")
        .append(mark)
        .append("\">")
        .append(answer.correct() ? "✓ right" : "✗ wrong")
        .append("</span></h3>\n");
    if (thinking.isPresent()) {
      page.append("<details><summary>Reasoning</summary><pre>")
          .append(escapeHtml4(thinking.text(answer.response())))
          .append("</pre></details>\n");
    }
    String rest =
        thinking.isPresent()
            ? answer.response().substring(thinking.end() + ThinkingSpan.CLOSE.length())
            : answer.response();
    page.append("<pre>").append(escapeHtml4(rest.strip())).append("</pre>\n</section>\n");
  }
}
