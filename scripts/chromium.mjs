// The Chromium, Chrome or Edge that is installed.
import { findBrowser } from "./browser.mjs";

export const findChromium = () =>
  findBrowser({
    variable: "CHROMIUM",
    names: "Chromium, Chrome or Edge",
    debian: "chromium",
    mac: ["Chromium", "Google Chrome", "Microsoft Edge"].map((name) => [name, name]),
    windows: ["Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"],
    linux: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"],
  });
