namespace AffiliateFunctions.ConsolePages.Access;

/// <summary>
/// Excepts a function below <c>/console</c> from the guard of the console, because the function is part of signing in.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenConsoleRouteAttribute : Attribute;
