// The worker that keeps the page for visits without a network. `offline.mjs` puts the list of the files in.
/* global FILES */
import { precacheAndRoute } from "workbox-precaching";

// A new version does not wait until the last tab is closed; the tabs that are open stay as they are.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A link is the page with something behind its address: the same file.
precacheAndRoute(FILES, { ignoreURLParametersMatching: [/./], cleanURLs: false });
