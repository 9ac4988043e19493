using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>Registers the keys at start, and logs what stored data needs and the settings do not have.</summary>
internal sealed partial class RegisterKeys(KeyRegistry registry, ILogger<RegisterKeys> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var problem in await registry.RegisterAsync(cancellationToken))
        {
            LogProblem(logger, problem);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "A key is missing: {Problem}")]
    private static partial void LogProblem(ILogger logger, string problem);
}
