/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.remoting.exception.RemotingCommandException;
import org.apache.rocketmq.remoting.protocol.LanguageCode;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;

/**
 * One connection on which the caller decides every field of every frame. Calls may come from
 * several threads; answers are matched by their opaque number, what the other side asks of us is
 * queued.
 */
public final class Wire implements AutoCloseable {
  /** The version ordinal that 5.5.0 sends. */
  public static final int VERSION = 513;

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private final Socket socket;
  private final OutputStream out;
  private final SerializeType serializeType;
  private final AtomicInteger opaque = new AtomicInteger(1);
  private final Map<Integer, CompletableFuture<RemotingCommand>> waiting =
      new ConcurrentHashMap<>();
  private final BlockingQueue<RemotingCommand> pushed = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private Wire(Socket socket, SerializeType serializeType) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.serializeType = serializeType;
    Thread reader = new Thread(this::read, "wire-" + socket.getLocalPort());
    reader.setDaemon(true);
    reader.start();
  }

  public static Wire to(String address) throws IOException {
    return to(address, SerializeType.JSON);
  }

  public static Wire to(String address, SerializeType serializeType) throws IOException {
    int colon = address.lastIndexOf(':');
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          CONNECT_TIMEOUT_MILLIS);
      return new Wire(socket, serializeType);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** A request that is not sent yet; extension fields may be empty, the body null. */
  public RemotingCommand request(int code, Map<String, String> extFields, byte[] body) {
    RemotingCommand command = RemotingCommand.createRequestCommand(code, null);
    command.setVersion(VERSION);
    command.setLanguage(LanguageCode.JAVA);
    command.setOpaque(opaque.getAndIncrement());
    command.setSerializeTypeCurrentRPC(serializeType);
    if (!extFields.isEmpty()) {
      command.setExtFields(new HashMap<>(extFields));
    }
    command.setBody(body);
    return command;
  }

  /** Sends a request and waits for its answer. */
  public RemotingCommand call(int code, Map<String, String> extFields, byte[] body)
      throws IOException {
    return await(send(request(code, extFields, body)));
  }

  public RemotingCommand call(int code, Map<String, String> extFields) throws IOException {
    return call(code, extFields, null);
  }

  /** Sends a request; the answer comes in the future, never for a one-way request. */
  public CompletableFuture<RemotingCommand> send(RemotingCommand command) throws IOException {
    CompletableFuture<RemotingCommand> answer = new CompletableFuture<>();
    waiting.put(command.getOpaque(), answer);
    write(command);
    return answer;
  }

  public void sendOneWay(int code, Map<String, String> extFields, byte[] body) throws IOException {
    RemotingCommand command = request(code, extFields, body);
    command.markOnewayRPC();
    write(command);
  }

  public static RemotingCommand await(CompletableFuture<RemotingCommand> answer)
      throws IOException {
    try {
      return answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("connection failed before the answer came", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + ANSWER_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for an answer", e);
    }
  }

  /** The next request the other side sent us, or null when none comes in time. */
  public RemotingCommand nextPushed(Duration patience) throws InterruptedException {
    return pushed.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  public void write(RemotingCommand command) throws IOException {
    ByteBuffer frame = command.encode();
    writeRaw(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
  }

  public void writeRaw(byte[] bytes, int offset, int length) throws IOException {
    synchronized (out) {
      out.write(bytes, offset, length);
      out.flush();
    }
  }

  /** Completes when the connection is closed by either side. */
  public CompletableFuture<Void> closed() {
    return closed;
  }

  private void read() {
    try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        dispatch(RemotingCommand.decode(ByteBuffer.wrap(frame)));
      }
    } catch (IOException | RemotingCommandException e) {
      EOFException cause = new EOFException("connection closed: " + e);
      waiting.values().forEach(answer -> answer.completeExceptionally(cause));
      closed.complete(null);
    }
  }

  private void dispatch(RemotingCommand command) {
    if (!command.isResponseType()) {
      pushed.add(command);
      return;
    }
    CompletableFuture<RemotingCommand> answer = waiting.remove(command.getOpaque());
    if (answer != null) {
      answer.complete(command);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      closed.completeExceptionally(e);
    }
  }
}
