using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using SampleFunctions;
using SampleFunctions.Http;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton<Journal>().AddSingleton<ReceivedValues>().AddSingleton<Gate>();
builder.Services.TryAddSingleton(TimeProvider.System);
await builder.Build().RunAsync();
