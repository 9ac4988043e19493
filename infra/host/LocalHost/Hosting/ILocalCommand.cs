namespace LocalHost.Hosting;

/// <summary>Something to run against the application once it is up, named by a word on the command line.</summary>
internal interface ILocalCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="context">The running application.</param>
    /// <param name="cancellationToken">Cancelled when the application stops.</param>
    /// <returns>The status that the process ends with when <c>--exit</c> was given; 0 for success.</returns>
    Task<int> RunAsync(LocalCommandContext context, CancellationToken cancellationToken);
}

/// <summary>The running application, as a local command sees it.</summary>
/// <param name="BaseAddress">Where it listens.</param>
/// <param name="FunctionKey">The key that opens its functions.</param>
/// <param name="Arguments">What follows the command's word and is not known to the runtime.</param>
/// <param name="Exit">Whether the process ends with the command.</param>
/// <param name="Clock">The application's clock.</param>
/// <param name="Services">The application's services.</param>
internal sealed record LocalCommandContext(
    Uri BaseAddress, string FunctionKey, IReadOnlyList<string> Arguments, bool Exit, TimeProvider Clock, IServiceProvider Services);
