namespace LocalHost.Hosting;

/// <summary>A command to run against the started app, named on the command line.</summary>
internal interface ILocalCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="context">The running app.</param>
    /// <param name="cancellationToken">Cancelled when the app stops.</param>
    /// <returns>The exit status of the process if <c>--exit</c> was given; 0 for success.</returns>
    Task<int> RunAsync(LocalCommandContext context, CancellationToken cancellationToken);
}

/// <summary>The running app, for a command.</summary>
/// <param name="BaseAddress">The address of the app.</param>
/// <param name="FunctionKey">A key for the app's functions.</param>
/// <param name="Setting">Returns a setting by name, with two underscores between section and name; null if it is not
/// set.</param>
internal sealed record LocalCommandContext(Uri BaseAddress, string FunctionKey, Func<string, string?> Setting);
