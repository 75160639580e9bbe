import { defineConfig } from "vite";

// Entries are named by the template tag `island`. Twelve hexadecimal digits in a name tell the server of static files
// that it may be kept for ever.
export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  // The worker of the live line is found by the frame itself, not by a template.
  worker: { format: "es", rolldownOptions: { output: { hashCharacters: "hex", entryFileNames: "[name].[hash:12].js" } } },
  build: {
    outDir: "../src/prilavok/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { frame: "src/frame.ts", charts: "src/charts.ts", desk: "src/desk.ts", till: "src/till.ts", till_worker: "src/till_worker.ts" },
      output: {
        hashCharacters: "hex",
        entryFileNames: "[name].[hash:12].js",
        chunkFileNames: "[name].[hash:12].js",
        assetFileNames: "[name].[hash:12][extname]",
      },
    },
  },
});
