package io.meshlog.api.web;

import java.util.List;

/** Routes that belong together; every bean of this type is served. */
@FunctionalInterface
public interface RouteSet {
  List<Route> routes();

  /** Whether its paths are below the API's base path. */
  default boolean ofTheApi() {
    return true;
  }
}
