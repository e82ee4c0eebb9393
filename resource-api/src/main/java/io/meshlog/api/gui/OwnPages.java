package io.meshlog.api.gui;

/** The pages that need no GUI's files. Pure. */
final class OwnPages {
  private static final String SHELL =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <title>Meshlog</title>
      <style>
      :root { color-scheme: light dark }
      body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem }
      h1 { font-size: 1.5rem; margin-bottom: .25rem }
      h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
      p { margin: .5rem 0 }
      .of { opacity: .75 }
      table { border-collapse: collapse; width: 100%% }
      td { padding: .3rem 1rem .3rem 0; vertical-align: top; border-top: 1px solid #8884 }
      td:first-child { white-space: nowrap }
      code, pre { font: .9rem/1.5 ui-monospace, monospace }
      pre { padding: .75rem 1rem; border: 1px solid #8884; border-radius: .4rem; overflow-x: auto }
      </style>
      </head>
      <body>
      %s
      </body>
      </html>
      """;

  private static final String BODY =
      """
      <h1>Meshlog</h1>
      <p class="of">%s · version %s · speaks the API of Kuma %s</p>
      <p>This control plane answers an API and has no console of its own yet.</p>
      <h2>Look at it here</h2>
      <table>
      <tr><td><a href="/meshes">/meshes</a></td><td>the meshes; <a href="/_resources">/_resources</a> lists every type</td></tr>
      <tr><td><a href="/meshes/default/dataplanes/_overview">/meshes/default/dataplanes/_overview</a></td><td>proxies and how they are</td></tr>
      <tr><td><a href="/zones/_overview">/zones/_overview</a></td><td>zones and how far they are in step</td></tr>
      <tr><td><a href="/history?size=20&amp;include=difference">/history</a></td><td>who changed what, and when</td></tr>
      <tr><td><a href="/config">/config</a></td><td>the settings in force, passwords hidden</td></tr>
      <tr><td><a href="/openapi.yaml">/openapi.yaml</a></td><td>every address of the API, described</td></tr>
      </table>
      <h2>Work with it from a shell</h2>
      <pre>./meshlog get meshes
      ./meshlog inspect dataplanes
      ./meshlog history --diff
      ./meshlog --help</pre>
      <p>Kuma's own <code>kumactl</code> works, too.</p>
      <h2>See it in Kuma's GUI</h2>
      <p>Kuma's GUI is a folder of static files. Unpack them, set <code>MESHLOG_GUI_DIRECTORY</code> to the
      folder that holds <code>index.html</code>, and start the control plane again: it is then served here.</p>
      """;

  private static final String DISABLED =
      """
      <h1>The GUI is disabled</h1>
      <p>%s</p>
      """;

  private OwnPages() {}

  /** Leads to the API and the command line. */
  static String welcome(GuiFacts facts) {
    String who =
        facts.zone().isEmpty()
            ? "Global control plane"
            : "Control plane of zone <code>" + facts.zone() + "</code>";
    String api = facts.apiUrl().replaceFirst("/$", "");
    String body = BODY.formatted(who, facts.meshlogVersion(), facts.version());
    return SHELL.formatted(body.replace("href=\"/", "href=\"" + IndexTemplate.escaped(api) + '/'));
  }

  static String disabled(boolean federated) {
    return SHELL.formatted(
        DISABLED.formatted(
            federated
                ? "This zone belongs to a federation. Its global control plane shows all zones."
                : "This control plane was told not to serve it"
                    + " (<code>KUMA_API_SERVER_GUI_ENABLED</code>)."));
  }
}
