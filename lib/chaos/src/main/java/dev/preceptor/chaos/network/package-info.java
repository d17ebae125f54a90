/**
 * A TCP proxy that delays, throttles, holds back and resets connections on purpose. Knows bytes and
 * sockets only; must not know what they carry.
 */
package dev.preceptor.chaos.network;
