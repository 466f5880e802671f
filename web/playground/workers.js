// Monaco, the editor in GraphiQL, asks here for its workers: our own files, so that no blob: is needed.
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) =>
    ({ graphql: '/playground/graphql.worker.js', json: '/playground/json.worker.js' })[label] ??
    '/playground/editor.worker.js',
};
