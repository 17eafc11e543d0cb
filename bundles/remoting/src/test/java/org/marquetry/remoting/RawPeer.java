/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A peer that speaks bytes: what it sends and reads is under the test's full control. */
final class RawPeer implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  /** A frame as read: its type, its header as text, its body. */
  record Frame(int type, String header, byte[] body) {}

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawPeer(int port) throws IOException {
    this(port, 0);
  }

  /**
   * @param receiveBuffer bytes, 0 for the system's choice
   */
  RawPeer(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  static byte[] frame(int type, byte[] header, byte[] body) {
    return ByteBuffer.allocate(8 + header.length + body.length)
        .putInt(4 + header.length + body.length)
        .putInt(type << 24 | header.length)
        .put(header)
        .put(body)
        .array();
  }

  static byte[] json(String header) {
    return frame(0, header.getBytes(UTF_8), new byte[0]);
  }

  static byte[] request(int code, int opaque) {
    return json("{\"code\":" + code + ",\"opaque\":" + opaque + ",\"flag\":0}");
  }

  static int opaque(Frame frame) {
    String name = "\"opaque\":";
    int at = frame.header().indexOf(name) + name.length();
    return Integer.parseInt(frame.header().substring(at, frame.header().indexOf(',', at)));
  }

  int localPort() {
    return socket.getLocalPort();
  }

  void send(byte[]... frames) throws IOException {
    for (byte[] frame : frames) {
      out.write(frame);
    }
    out.flush();
  }

  Frame read() throws IOException {
    int length = in.readInt();
    int word = in.readInt();
    byte[] header = in.readNBytes(word & 0xffffff);
    byte[] body = in.readNBytes(length - 4 - header.length);
    return new Frame(word >>> 24, new String(header, UTF_8), body);
  }

  /** Whether the server closes the connection without sending another byte. */
  boolean closedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (EOFException | SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
