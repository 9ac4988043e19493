namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The entry to a function application.</summary>
public class FunctionsApplication
{
    /// <summary>Begins an application with the settings, host.json and functions that lie beside the entry assembly.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The application that is being put together.</returns>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
