package io.meshlog.model.legacy;

/** A method of HTTP as Kuma's protos spell it; {@code NONE} is their zero value. */
public enum HttpMethod {
  NONE,
  CONNECT,
  DELETE,
  GET,
  HEAD,
  OPTIONS,
  PATCH,
  POST,
  PUT,
  TRACE
}
