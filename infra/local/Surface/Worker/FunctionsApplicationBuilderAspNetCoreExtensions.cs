namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>HTTP functions with the types of ASP.NET Core.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Lets HTTP functions take and return the types of ASP.NET Core. The local runtime always does.</summary>
    /// <param name="builder">The application.</param>
    /// <returns>The application.</returns>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
}
