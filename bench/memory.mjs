// Imported before the package: keeps hold of the memory of the wasm instance that is made next.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    memory ??= this.exports.memory;
  }
};

export const wasmMemory = () => memory.buffer;
