/**
 * Bundles only the parts of Phaser that games use: half of the library. Its package offers one file, from
 * which a bundler can remove nothing, so that file is replaced by the list below. The development server
 * bundles the same list.
 */
import type { Plugin } from "vite";

/**
 * What `this.add` of a scene offers. A game that needs another game object adds it here: src/gameobjects of
 * the package.
 */
const OBJECTS = [
  "container/Container",
  "extern/Extern",
  "graphics/Graphics",
  "image/Image",
  "layer/Layer",
  "sprite/Sprite",
  "text/Text",
];
/** Systems of each scene; those that Phaser installs in every scene come first. */
const PLUGINS = [
  "events/EventEmitter",
  "cameras/2d/CameraManager",
  "gameobjects/DisplayList",
  "gameobjects/GameObjectCreator",
  "gameobjects/GameObjectFactory",
  "gameobjects/UpdateList",
  "scene/ScenePlugin",
  "data/DataManagerPlugin",
  "time/Clock",
  "tweens/TweenManager",
];
/** What `import * as Phaser` offers besides types. */
const EXPORTS = {
  BlendModes: "renderer/BlendModes",
  Game: "core/Game",
  Scale: "scale/const/SCALE_MODE_CONST",
  Scene: "scene/Scene",
};

const PACKAGE = /[\\/]phaser[\\/]dist[\\/]phaser\.esm\.js$/;
const SOURCE = /[\\/]phaser[\\/]src[\\/]/;

const entry = [
  // Phaser's modules require each other in cycles, which only work when they begin here.
  'import "../src/renderer/index.js";',
  ...PLUGINS.map((path) => `import "../src/${path}.js";`),
  ...OBJECTS.map((path) => `import "../src/gameobjects/${path}Factory.js";`),
  ...Object.entries(EXPORTS).map(([name, path]) => `export { default as ${name} } from "../src/${path}.js";`),
  'export { AUTO, CANVAS, WEBGL } from "../src/const.js";',
].join("\n");

/** Phaser's own build sets these flags; the games here have no use for its sound and its plugins. */
const withFlags = (code: string): string =>
  code
    .replace(/typeof (?:WEBGL|CANVAS)_RENDERER/g, "true")
    .replace(/typeof (?:FEATURE_SOUND|WEBGL_DEBUG|PLUGIN_CAMERA3D|PLUGIN_FBINSTANT)/g, "false");

export const leanPhaser: Plugin = {
  name: "skirmish:phaser",
  load: (id) => (PACKAGE.test(id.split("?")[0]!) ? entry : undefined),
  transform: (code, id) => (SOURCE.test(id) ? { code: withFlags(code), map: null } : undefined),
};
