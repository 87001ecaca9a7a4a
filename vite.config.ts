import { defineConfig } from "vite";
import { formatAddress, localHost } from "./shared/address.ts";

const server = formatAddress(localHost(process.env.HOST), Number(process.env.PORT ?? 2567));

export default defineConfig({
  root: "client",
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    rolldownOptions: { input: ["client/index.html", "client/ops/index.html"] },
    target: "es2022",
    // Phaser is one library and cannot be split; the limit warns of anything else that gets large.
    chunkSizeWarningLimit: 1800,
  },
  server: {
    port: Number(process.env.DEV_PORT ?? 5173),
    strictPort: true,
    proxy: {
      "/matchmake": `http://${server}`,
      "/api": `http://${server}`,
      "/healthz": `http://${server}`,
      // What the operators' console asks for; its files have an extension.
      "^/ops/[a-z]+(?:[/?].*)?$": `http://${server}`,
      // A room's socket: /process/room?sessionId=…
      "^/[\\w-]+/[\\w-]+\\?.*sessionId": { target: `ws://${server}`, ws: true },
    },
  },
});
