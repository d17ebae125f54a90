/**
 * JPEG as libjpeg-turbo decodes it with its defaults, which is what Pillow gives: baseline,
 * extended and progressive, Huffman and arithmetic coding, every sampling of whole factors, the
 * accurate integer inverse DCT and the "fancy" upsampling. Pure Java, so that the samples depend on
 * the file alone and a hostile file meets bounds-checked code.
 *
 * <p>Data moves one way: {@link dev.preceptor.jpeg.JpegDecoder} reads markers, an {@code
 * EntropyDecoder} turns a scan into coefficients, {@code InverseDct} turns coefficients into the
 * samples of a {@code Component}, and {@code Upsampling} brings them to the image's size. Knows
 * nothing of colour beyond which conversion the file asks for.
 */
package dev.preceptor.jpeg;
