// Shows the description of the app that serves this page. Nothing is sent elsewhere: no validator, no stored key.
SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
  persistAuthorization: false,
});
