package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;

/**
 * The part of the body that is drawn, as shapes in the unit square. Tissue has gray values from 0.3
 * to 0.5, so that findings can be brighter or darker than all tissue.
 */
enum Region {
  HEAD {
    @Override
    void paint(Canvas canvas, SplitMix random) {
      canvas.paint(body(), Tissue.BONE);
      canvas.paint(Shape.ellipse(0.5f, 0.5f, 0.41f, 0.43f, 0), Tissue.SOFT);
      float tilt = random.between(0.15f, 0.35f);
      canvas.paint(Shape.ellipse(0.44f, 0.46f, 0.035f, 0.12f, -tilt), Tissue.FLUID);
      canvas.paint(Shape.ellipse(0.56f, 0.46f, 0.035f, 0.12f, tilt), Tissue.FLUID);
      canvas.paint(Shape.stroke(0.5f, 0.1f, 0.5f, 0.28f, 0.012f), Tissue.FLUID);
    }

    @Override
    Shape body() {
      return Shape.ellipse(0.5f, 0.5f, 0.45f, 0.47f, 0);
    }
  },
  CHEST {
    @Override
    void paint(Canvas canvas, SplitMix random) {
      canvas.paint(body(), Tissue.SOFT);
      float lung = random.between(0.30f, 0.33f);
      canvas.paint(Shape.ellipse(0.27f, 0.47f, 0.16f, lung, 0.08f), Tissue.LUNG);
      canvas.paint(Shape.ellipse(0.73f, 0.47f, 0.16f, lung, -0.08f), Tissue.LUNG);
      canvas.paint(Shape.ellipse(0.53f, 0.58f, 0.10f, 0.13f, 0.5f), Tissue.ORGAN);
      canvas.paint(Shape.stroke(0.5f, 0.05f, 0.5f, 0.95f, 0.05f), Tissue.BONE, 0.5f);
    }

    @Override
    Shape body() {
      return Shape.ellipse(0.5f, 0.5f, 0.47f, 0.45f, 0);
    }
  },
  ABDOMEN {
    @Override
    void paint(Canvas canvas, SplitMix random) {
      canvas.paint(body(), Tissue.SOFT);
      float liver = random.between(0.18f, 0.22f);
      canvas.paint(Shape.ellipse(0.28f, 0.40f, liver, 0.22f, 0.3f), Tissue.ORGAN);
      canvas.paint(Shape.ellipse(0.72f, 0.36f, 0.11f, 0.15f, -0.3f), Tissue.ORGAN);
      canvas.paint(Shape.ellipse(0.32f, 0.72f, 0.06f, 0.09f, 0.2f), Tissue.FLUID);
      canvas.paint(Shape.ellipse(0.68f, 0.72f, 0.06f, 0.09f, -0.2f), Tissue.FLUID);
      canvas.paint(Shape.disc(0.5f, 0.78f, 0.07f), Tissue.BONE);
    }

    @Override
    Shape body() {
      return Shape.ellipse(0.5f, 0.51f, 0.47f, 0.41f, 0);
    }
  };

  abstract void paint(Canvas canvas, SplitMix random);

  abstract Shape body();
}
