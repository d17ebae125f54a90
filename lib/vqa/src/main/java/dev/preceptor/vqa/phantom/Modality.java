package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;

/** The imaging modality: background, texture and noise of the image. */
enum Modality {
  /** Sharp tissue on black, with the arc of the table at the bottom. */
  CT("CT") {
    @Override
    void prepare(Canvas canvas, Region region, SplitMix random) {
      canvas.fill(0.02f);
      region.paint(canvas, random);
      Shape table = Shape.ring(0.5f, 0.1f, 0.88f, 0.02f).and(Shape.below(0.8f));
      canvas.paint(table, 0.6f);
    }

    @Override
    void expose(Canvas canvas, SplitMix random) {
      grain(canvas, random, 0.025f);
    }
  },
  /** A bright rim of fat, and a coil sensitivity that falls off to one side. */
  MRI("MRI") {
    @Override
    void prepare(Canvas canvas, Region region, SplitMix random) {
      canvas.fill(0.04f);
      region.paint(canvas, random);
      canvas.paint(region.body().without(shrunk(region.body(), 0.03f)), 0.95f);
    }

    @Override
    void expose(Canvas canvas, SplitMix random) {
      float slope = random.between(-0.2f, 0.2f);
      canvas.map((x, y, value) -> value * (1 + slope * (x - 0.5f)));
      grain(canvas, random, 0.035f);
    }
  },
  /** A fan with speckle; black corners. */
  ULTRASOUND("ultrasound") {
    @Override
    void prepare(Canvas canvas, Region region, SplitMix random) {
      canvas.fill(Tissue.SOFT);
      region.paint(canvas, random);
      canvas.blur(Math.max(1, canvas.size() / 56));
    }

    @Override
    void expose(Canvas canvas, SplitMix random) {
      canvas.map((x, y, value) -> value * (1 + 0.22f * random.noise()));
      Shape beam = Shape.disc(0.5f, -0.35f, 1.32f).without(Shape.disc(0.5f, -0.35f, 0.42f));
      Shape leftEdge = (x, y) -> 0.5f - x - (y + 0.35f) * 0.62f;
      Shape rightEdge = (x, y) -> x - 0.5f - (y + 0.35f) * 0.62f;
      Shape fan = beam.and(leftEdge).and(rightEdge);
      canvas.paint((x, y) -> -fan.distance(x, y), 0.0f);
    }
  },
  /** A projection: ribs across, hazy background, collimated border. */
  X_RAY("X-ray") {
    @Override
    void prepare(Canvas canvas, Region region, SplitMix random) {
      canvas.fill(0.18f);
      region.paint(canvas, random);
      canvas.blur(Math.max(1, canvas.size() / 40));
      for (int rib = 0; rib < 5; rib++) {
        float y = 0.2f + 0.15f * rib;
        Shape arch = Shape.ring(0.5f, y + 0.5f, 0.55f, 0.025f);
        canvas.paint(arch.and(region.body()).and((u, v) -> v - y - 0.16f), 0.62f, 0.6f);
      }
    }

    @Override
    void expose(Canvas canvas, SplitMix random) {
      grain(canvas, random, 0.02f);
      Shape window = (x, y) -> Math.max(Math.abs(x - 0.5f), Math.abs(y - 0.5f)) - 0.47f;
      canvas.paint((x, y) -> -window.distance(x, y), 1f);
    }
  },
  /** Few photons: a white page, blurred tissue, coarse grain. */
  SCINTIGRAPHY("scintigraphy") {
    @Override
    void prepare(Canvas canvas, Region region, SplitMix random) {
      canvas.fill(0.9f);
      region.paint(canvas, random);
      canvas.blur(Math.max(1, canvas.size() / 28));
    }

    @Override
    void expose(Canvas canvas, SplitMix random) {
      grain(canvas, random, 0.12f);
      canvas.blur(1);
    }
  },
  /** A dark tree of contrast-filled vessels behind the tissue. */
  ANGIOGRAPHY("angiography") {
    @Override
    void prepare(Canvas canvas, Region region, SplitMix random) {
      canvas.fill(0.62f);
      region.paint(canvas, random);
      canvas.map((x, y, value) -> 0.5f * value + 0.24f);
      branch(canvas, random, random.between(0.42f, 0.58f), 1f, -1.571f, 0.34f, 0.028f, 5);
    }

    @Override
    void expose(Canvas canvas, SplitMix random) {
      grain(canvas, random, 0.02f);
    }

    private void branch(
        Canvas canvas,
        SplitMix random,
        float x,
        float y,
        float angle,
        float length,
        float thickness,
        int depth) {
      float toX = x + length * (float) StrictMath.cos(angle);
      float toY = y + length * (float) StrictMath.sin(angle);
      canvas.paint(Shape.stroke(x, y, toX, toY, thickness), 0.22f);
      if (depth > 1) {
        float spread = random.between(0.35f, 0.65f);
        branch(
            canvas, random, toX, toY, angle - spread, length * 0.72f, thickness * 0.8f, depth - 1);
        branch(
            canvas, random, toX, toY, angle + spread, length * 0.72f, thickness * 0.8f, depth - 1);
      }
    }
  };

  private final String label;

  Modality(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Paints everything behind the finding. */
  abstract void prepare(Canvas canvas, Region region, SplitMix random);

  /** Adds the modality's effects, such as noise, after the finding was painted. */
  abstract void expose(Canvas canvas, SplitMix random);

  private static void grain(Canvas canvas, SplitMix random, float deviation) {
    canvas.map((x, y, value) -> value + deviation * random.noise());
  }

  private static Shape shrunk(Shape shape, float by) {
    return (x, y) -> shape.distance(x, y) + by;
  }
}
