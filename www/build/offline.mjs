// What is needed to come back without a network: all files of the page in a cache of its own, and a manifest.
import { VitePWA } from "vite-plugin-pwa";

const NAME = "Cluster simulator";

export const offline = () =>
  VitePWA({
    injectRegister: false, // src/offline.ts does it: the plugin's own script would load the page again under one's hands.
    includeManifestIcons: false, // They are among all files already; so is the manifest, which the plugin adds by itself.
    workbox: {
      globPatterns: ["**/*"],
      globIgnores: ["simulator.html", "sw.js", "manifest.webmanifest"],
      // A link is the page with something behind its address: the same file.
      ignoreURLParametersMatching: [/./],
      navigateFallback: null,
      // A new version does not wait until the last tab is closed.
      skipWaiting: true,
      clientsClaim: true,
      cleanupOutdatedCaches: true,
      inlineWorkboxRuntime: true,
    },
    manifest: {
      name: NAME,
      short_name: NAME,
      description: "A compute cluster to play with: submit, cancel, requeue and watch jobs expire.",
      lang: "en",
      start_url: "./",
      scope: "./",
      display: "minimal-ui",
      background_color: "#f4f6f8",
      theme_color: "#ffffff",
      icons: [
        { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
        { src: "icon-192.png", sizes: "192x192", type: "image/png" },
        { src: "icon-512.png", sizes: "512x512", type: "image/png" },
        { src: "icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
      ],
    },
  });
