package dev.preceptor.vqa.phantom;

/**
 * A shape given by its signed distance function: negative inside, positive outside, in units of the
 * image's width. Anti-aliasing needs exact distances near the edge; elsewhere the sign is enough,
 * as long as the distance changes by at most the step along a row.
 */
@FunctionalInterface
interface Shape {

  float distance(float x, float y);

  static Shape disc(float cx, float cy, float radius) {
    return (x, y) -> length(x - cx, y - cy) - radius;
  }

  static Shape ring(float cx, float cy, float radius, float thickness) {
    return (x, y) -> Math.abs(length(x - cx, y - cy) - radius) - thickness / 2;
  }

  /** An ellipse turned by {@code angle} radians. */
  static Shape ellipse(float cx, float cy, float rx, float ry, float angle) {
    float cos = (float) StrictMath.cos(angle);
    float sin = (float) StrictMath.sin(angle);
    return (x, y) -> {
      float u = ((x - cx) * cos + (y - cy) * sin) / rx;
      float v = ((y - cy) * cos - (x - cx) * sin) / ry;
      return (length(u, v) - 1) * Math.min(rx, ry);
    };
  }

  /** A straight stroke with round ends. */
  static Shape stroke(float x0, float y0, float x1, float y1, float thickness) {
    float dx = x1 - x0;
    float dy = y1 - y0;
    float squared = Math.max(dx * dx + dy * dy, 1e-9f);
    return (x, y) -> {
      float along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / squared));
      return length(x - x0 - along * dx, y - y0 - along * dy) - thickness / 2;
    };
  }

  /** {@code spikes} strokes of length {@code radius} from one centre. */
  static Shape star(float cx, float cy, float radius, int spikes, float thickness, float angle) {
    Shape all = disc(cx, cy, radius * 0.3f);
    for (int i = 0; i < spikes; i++) {
      double turn = angle + i * 2 * StrictMath.PI / spikes;
      float tipX = cx + radius * (float) StrictMath.cos(turn);
      float tipY = cy + radius * (float) StrictMath.sin(turn);
      all = all.or(stroke(cx, cy, tipX, tipY, thickness));
    }
    return all;
  }

  /** Everything below the horizontal line at {@code level}. */
  static Shape below(float level) {
    return (x, y) -> level - y;
  }

  default Shape or(Shape other) {
    return (x, y) -> Math.min(distance(x, y), other.distance(x, y));
  }

  default Shape and(Shape other) {
    return (x, y) -> Math.max(distance(x, y), other.distance(x, y));
  }

  default Shape without(Shape other) {
    return (x, y) -> Math.max(distance(x, y), -other.distance(x, y));
  }

  private static float length(float x, float y) {
    return (float) Math.sqrt(x * x + y * y);
  }
}
