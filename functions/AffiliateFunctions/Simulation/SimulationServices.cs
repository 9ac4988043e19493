using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Simulation;

/// <summary>Registers the feature.</summary>
public static class SimulationServices
{
    /// <summary>Adds the feature's services.</summary>
    public static IServiceCollection AddSimulation(this IServiceCollection services) =>
        services.AddSingleton<RuleBookSimulation>().AddSingleton<ISimulations, Simulations>();
}
