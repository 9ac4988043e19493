namespace LocalHost.Hosting;

/// <summary>Something to run against the app once it is up, named by a word on the command line.</summary>
internal interface ILocalCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="context">The running app.</param>
    /// <param name="cancellationToken">Cancelled when the app stops.</param>
    /// <returns>The status that the process ends with when <c>--exit</c> was given; 0 for success.</returns>
    Task<int> RunAsync(LocalCommandContext context, CancellationToken cancellationToken);
}

/// <summary>The running app, as a command sees it.</summary>
/// <param name="BaseAddress">Where it listens.</param>
/// <param name="FunctionKey">The key that opens its functions.</param>
/// <param name="Setting">Gives a setting by its name, with two underscores between section and name; null when it is
/// not set.</param>
internal sealed record LocalCommandContext(Uri BaseAddress, string FunctionKey, Func<string, string?> Setting);
