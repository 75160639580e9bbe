import { defineConfig } from "vite";

// The price engine as one plain script, under a name that stays: the server runs the very file that a till runs.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../src/prilavok/static/dist",
    emptyOutDir: false,
    target: "es2022",
    minify: false,
    lib: { entry: "src/price_engine.ts", name: "priceEngine", formats: ["iife"], fileName: () => "price_engine.js" },
  },
});
