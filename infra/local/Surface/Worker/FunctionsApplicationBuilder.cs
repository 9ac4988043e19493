using AffiliateFunctions.LocalRuntime.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>An application that is being put together.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly LocalApplication _application;
    private readonly WebApplicationBuilder _web;

    internal FunctionsApplicationBuilder(string[] args)
    {
        _application = LocalApplication.Begin(args);
        _web = _application.Web;
    }

    /// <inheritdoc />
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    /// <summary>The settings: local.settings.json, then the environment, then the command line; the later wins.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    /// <inheritdoc />
    public IHostEnvironment Environment => _web.Environment;

    /// <inheritdoc />
    public ILoggingBuilder Logging => _web.Logging;

    /// <inheritdoc />
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services => _web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    /// <summary>Ends the putting together.</summary>
    /// <returns>The application, not yet started.</returns>
    public IHost Build() => _application.Build();

    /// <inheritdoc />
    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <inheritdoc />
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _application.Pipeline.Add(middleware);
        return this;
    }
}
