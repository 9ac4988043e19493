using LocalHost.Workers;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LocalHost.Http;

/// <summary>
/// The routes of the HTTP functions: the prefix of host.json, and the trigger's route or the function's name.
/// </summary>
/// <param name="prefix">The first part of every route; can be empty.</param>
internal sealed class HttpRoutes(string prefix)
{
    // The platform reserves these (Azure Functions, "HTTP trigger": a route cannot begin with them).
    private static readonly string[] Reserved = ["admin", "runtime", "local"];

    /// <summary>The trigger type of HTTP functions.</summary>
    public const string TriggerType = "httpTrigger";

    /// <summary>Returns the pattern of a valid function.</summary>
    /// <param name="function">The function.</param>
    /// <returns>The pattern.</returns>
    public RoutePattern PatternOf(WorkerFunction function) => RoutePatternFactory.Parse(TemplateOf(function));

    /// <summary>Checks every route, and that no two functions have the same route.</summary>
    /// <param name="catalog">All functions.</param>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> Validate(FunctionCatalog catalog)
    {
        var takenBy = new Dictionary<(string Route, string Method), WorkerFunction>();
        foreach (var function in catalog.TriggeredBy(TriggerType))
        {
            if (ProblemOf(function, out var pattern) is { } problem)
            {
                yield return problem;
                continue;
            }

            IReadOnlyList<string> methods = function.Trigger.Texts("methods") is { Count: > 0 } declared
                ? declared
                : ["any method"];
            foreach (var method in methods.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!takenBy.TryAdd((ShapeOf(pattern!), method.ToUpperInvariant()), function))
                {
                    var other = takenBy[(ShapeOf(pattern!), method.ToUpperInvariant())];
                    yield return new(
                        function.Name,
                        $"It handles {method.ToUpperInvariant()} /{pattern!.RawText}, and so does {other.Name}.",
                        "Change the route or the methods of one of them."
                    );
                }
            }
        }
    }

    private string TemplateOf(WorkerFunction function) =>
        string.Join(
            '/',
            new[] { prefix, function.Trigger.Text("route") ?? function.Name }
                .Select(part => part.Trim('/'))
                .Where(part => part.Length > 0)
        );

    // The platform's host gives an empty route the function's name, while the worker serves it at the root. The worker
    // puts the prefix and a slash before each route, and does not start with two slashes.
    private static StartProblem? RootProblemOf(WorkerFunction function) =>
        function.Trigger.Text("route") is { } route && (route.Length == 0 || route.StartsWith('/'))
            ? new(
                function.Name,
                $"The route '{route}' is empty or begins with a slash, which the platform's host and worker read "
                    + "differently.",
                "Leave the slash out. For the root, use the route {nothing:maxlength(0)?}."
            )
            : null;

    private StartProblem? ProblemOf(WorkerFunction function, out RoutePattern? pattern)
    {
        pattern = null;
        if (RootProblemOf(function) is { } root)
        {
            return root;
        }

        var template = TemplateOf(function);
        try
        {
            pattern = RoutePatternFactory.Parse(template);
        }
        catch (RoutePatternException refused)
        {
            return new(
                function.Name,
                $"The route '{template}' is not a route: {refused.Message}",
                "Correct the Route of its [HttpTrigger]."
            );
        }

        var unknown = pattern
            .Parameters.SelectMany(parameter => parameter.ParameterPolicies)
            .Select(policy => policy.Content!)
            .FirstOrDefault(content => !RouteConstraints.IsKnown(content));
        if (unknown is not null)
        {
            return new(
                function.Name,
                $"The route '{template}' has the unknown constraint '{unknown}'.",
                "Use a route constraint of ASP.NET Core, such as int or guid."
            );
        }

        return
            Reserved.FirstOrDefault(word => template.Split('/')[0].Equals(word, StringComparison.OrdinalIgnoreCase))
                is { } reserved
            ? new(
                function.Name,
                $"The route '{template}' begins with '{reserved}', which the host reserves.",
                "Begin the route with another word."
            )
            : null;
    }

    /// <summary>
    /// Returns the pattern without its parameter names. Two functions with the same shape match the same requests.
    /// </summary>
    private static string ShapeOf(RoutePattern pattern) =>
        string.Join(
            '/',
            pattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part switch
                        {
                            RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
                            RoutePatternSeparatorPart separator => separator.Content,
                            RoutePatternParameterPart parameter => ShapeOfParameter(parameter),
                            _ => "",
                        }
                    )
                )
            )
        );

    private static string ShapeOfParameter(RoutePatternParameterPart parameter)
    {
        var catchAll = parameter.IsCatchAll ? "**" : "";
        var policies = string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content));
        return $"{{{catchAll}{policies}}}";
    }
}
