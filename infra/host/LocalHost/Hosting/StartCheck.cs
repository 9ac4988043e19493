using LocalHost.Http;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Hosting;

/// <summary>Everything that can be known to be wrong before the application starts, all at once.</summary>
/// <param name="services">The application's services.</param>
/// <param name="found">What was found while the application was put together.</param>
internal sealed class StartCheck(IServiceProvider services, IReadOnlyList<StartProblem> found)
{
    /// <summary>Finds every problem.</summary>
    /// <returns>The problems; none when the application may start.</returns>
    public IReadOnlyList<StartProblem> Problems()
    {
        var catalog = services.GetRequiredService<FunctionCatalog>();
        return
        [
            .. found,
            .. catalog.Problems,
            .. services.GetRequiredService<FunctionRunner>().Problems,
            .. services.GetRequiredService<HttpFunctions>().Validate(),
            .. services.GetServices<ILocalTrigger>().SelectMany(trigger => trigger.Validate(catalog)),
            .. catalog.Functions.SelectMany(MissingServices),
        ];
    }

    /// <summary>What the constructor of a function's class asks for and nobody registered.</summary>
    private IEnumerable<StartProblem> MissingServices(FunctionEntry function)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        if (function.InstanceType?.GetConstructors() is not [var constructor])
        {
            yield break;
        }

        foreach (var parameter in constructor.GetParameters())
        {
            if (!parameter.HasDefaultValue && !known.IsService(parameter.ParameterType))
            {
                yield return new(
                    function.Name,
                    $"Its class asks for a {parameter.ParameterType.FullName}, which is not registered.",
                    "Add it to the services in Program.cs.");
            }
        }
    }
}
