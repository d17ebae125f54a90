/**
 * A network that fails on purpose: a TCP proxy whose line can be slowed down, held up and cut while
 * it runs. Knows bytes and sockets only; must not know what travels.
 */
package dev.preceptor.chaos.network;
